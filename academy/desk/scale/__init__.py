"""A whole academy at any scale: tens of thousands of trainees and what they did in two years."""
