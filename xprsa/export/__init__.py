"""What leaves: runs asked for by an exporter, carried out, followed and downloaded."""
