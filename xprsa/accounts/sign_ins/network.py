"""From where somebody comes: a network, never an address, and never in clear in the database."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import request

from xprsa.gateways.keyring import Keyring, Use
from xprsa.web.current import current_service

_IPV4_BITS = 24
_IPV6_BITS = 48  # what one customer is given, at most


def network_of(address: str) -> str:
    """Give the network of an address: /24, or /48 in IPv6; "unknown" when it is none."""
    try:
        read = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(read, IPv6Address) and read.ipv4_mapped:
        read = read.ipv4_mapped
    bits = _IPV4_BITS if isinstance(read, IPv4Address) else _IPV6_BITS
    return str(ip_network(f"{read}/{bits}", strict=False))


def network_hash(keyring: Keyring, network: str) -> str:
    """Give the keyed hash under which a network is kept."""
    return keyring.mac(Use.CODE, b"network:" + network.encode()).hex()


def here() -> str:
    """Give the keyed hash of the network that the request comes from."""
    return network_hash(current_service().keyring, network_of(request.remote_addr or ""))
