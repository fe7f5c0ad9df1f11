"""Staff: invitations, passwords, second factors, the team."""
