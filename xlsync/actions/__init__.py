"""What a person can ask: plain functions, arguments in, a `Report` out."""
