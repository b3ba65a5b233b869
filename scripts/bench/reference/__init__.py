"""What the tracker is compared with: small views on the same Django, the same data and the same server."""
