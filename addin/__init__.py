"""How people reach us: ribbon, commands, the hosts Excel and Calc, the command line."""
