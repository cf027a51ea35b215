"""Many rooms: satellites and Home Assistant over the Wyoming protocol, one consultation each."""
