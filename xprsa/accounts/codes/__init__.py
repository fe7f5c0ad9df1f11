"""One-time codes: by mail, by SMS, on paper."""
