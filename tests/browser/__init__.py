"""What people experience on the site, in a real browser."""
