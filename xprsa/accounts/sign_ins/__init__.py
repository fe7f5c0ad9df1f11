"""Being signed in: begun, carried by a cookie, ended."""
