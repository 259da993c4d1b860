"""Lines to take: what to say, one line each."""
