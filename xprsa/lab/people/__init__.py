"""Fictitious people: the same effort towards one's own contract, in one life and in another.

A person is an archetype (a short human story), attributes that stay **outside** the published document, and
52 weeks of what the document `xprsa.summary/1` would hold.

**Attributes act only on how weeks look, never on how far the person goes towards their own contract.** They
may change the marks of the document (organisation, department), the minutes of the contract, which weeks
cannot be compared, which are not declared, the mix of the five families, how uneven weeks are, what is
pending or contested, which documents are revised, how long the history is. For every person, in every life:

    declared minutes of the comparable weeks = effort × target minutes of the same weeks

to the nearest minute for the half of the people who declare to the minute, to the nearest five for the
others. Whether minutes are fine or round, like `effort`, and how late the latest weeks come in, is drawn once
for the person, and no change of life touches it. Two lives of one person share
every draw of chance. So when a module answers differently on the two sides of a pair, what it answers to is
the circumstances, nothing else.

The people are files, under `data/`: `attributes.toml` says what an attribute does to weeks, and on whose
word; `archetypes/` who the people are; `intersections.toml` which attributes are studied two by two.
"""
