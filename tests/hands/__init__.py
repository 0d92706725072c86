"""How many hands an order takes, who may give them, and what the database holds of it."""
