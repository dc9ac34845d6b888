"""Items and alerts as other tools' files write them."""
