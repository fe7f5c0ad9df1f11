"""The outside: mail, SMS, keys; each adapter with its real and its demo form."""
