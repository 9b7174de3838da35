"""Today: whom to go to, call or ask next, one row for each client, each with why it is there."""
