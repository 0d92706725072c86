"""What corrects, values anew, closes; and what stood on a past day."""
