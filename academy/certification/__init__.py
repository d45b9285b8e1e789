"""What must be shown before a certificate is granted, and the certificate."""
