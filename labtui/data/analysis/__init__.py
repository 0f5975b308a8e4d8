"""What people decide with: reviews, impact, plans, remedies. May import `inventory` and below."""
