"""The JSON that commands print, as models; `opsflow schema` publishes them."""
