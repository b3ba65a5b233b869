"""How staff sign in: allauth behind the addresses of the admin, and what the tracker asks on top of it."""
