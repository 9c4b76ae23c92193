"""The one place where a transaction is ended in the middle of the work."""


def end_transaction(cursor):
    """Make what was done so far final, and let its locks go.

    For work that deals with another system letter by letter (an IMAP server): what
    was taken there must not be undone here by a later failure. Never in a method
    that a client may call.
    """
    cursor.commit()
