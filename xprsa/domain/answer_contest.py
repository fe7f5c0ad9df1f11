"""Who decides of an answer that its person contests."""


def may_decide_answer(reader: int, *, adviser: int | None, has_read: bool) -> bool:
    """Tell whether somebody is another human: they neither follow the person nor read answers about them.

    :param reader: internal id; their organisation is judged by the policy, as for a contested line.
    :param adviser: internal id of who follows the person, or None.
    :param has_read: whether they wrote an own view of the person, and could open the answer since.
    """
    return reader != adviser and not has_read
