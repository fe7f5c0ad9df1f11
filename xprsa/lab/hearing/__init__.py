"""The hearing: a module asked, deck after deck, and what it answered kept so that it can go on later."""
