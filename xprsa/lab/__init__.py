"""The audit lab: any scoring module, tested on fictitious profiles made for the purpose."""
