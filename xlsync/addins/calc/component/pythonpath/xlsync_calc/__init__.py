"""The add-in inside LibreOffice: a client of the function server, in the standard library alone."""
