"""Many workbooks at a time: jobs, processes of this machine, a cluster."""
