"""The table of a lender compared with ours, and the reason of what differs."""
