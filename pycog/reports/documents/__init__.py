"""Documents and their renderers (HTML, PDF, Word, Excel); they know no report."""
