"""The plan: from the words of a place to the tables that both engines read."""
