"""Everything a person sees: the app's screens and the command line. No rule of law lives here."""
