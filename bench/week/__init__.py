"""A week of sync, simulated: two accounts, changes all day, and a fault every hour."""
