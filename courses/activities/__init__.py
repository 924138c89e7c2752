"""The plug-in contract of a lesson's activities. No models; see `contract` first."""
