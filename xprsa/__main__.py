"""`python -m xprsa` is the `xprsa` command."""

from xprsa.cli import main

main()
