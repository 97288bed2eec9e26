"""The steps of the pipeline, in the order of the flow."""
