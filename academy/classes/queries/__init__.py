"""Reads of classes."""
