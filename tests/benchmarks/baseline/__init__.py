"""The least an application could do for a page, a write and a sign-in."""
