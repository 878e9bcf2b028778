"""One scenario an option of the language, beside the same one without it.

The plain scenario is W2, with whatever the option needs besides (an attribute, a mark, a second ward), so that the
difference is the option's own. An option is a function that edits W2, and a line at the end of its module.
"""
