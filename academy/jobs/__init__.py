"""Durable background jobs: status, progress, lease, attempts."""
