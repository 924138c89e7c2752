"""The second factor of staff: a code from an app or a passkey, beside the password.

django-allauth keeps the factors and leads through the sign-in; here is what this site asks of it:
who needs one and from when (`requirement`), what a session has shown (`sessions`), that no view
runs without it (`middleware`), how often it may be got wrong (`attempts`), and the way back in
(`resetting`).
"""
