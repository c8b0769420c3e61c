"""Many conventions at once: what they compute, what is due when, what a year adds up to."""
