"""The extension of LibreOffice: how it is made, and what runs inside Calc."""
