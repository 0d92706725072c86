"""The commands of `fidesk`, a module for each subject."""
