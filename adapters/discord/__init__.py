"""Discord behind the port: gateway in, REST out, Components V2."""
