from server.serve import serve
