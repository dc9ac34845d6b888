"""Items and what hangs on them: making and editing them, moving them through the flow, what they wait for."""
