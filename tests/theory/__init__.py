"""Both engines held to queueing theory: closed forms, Markov chains solved here, and exact recursions."""
