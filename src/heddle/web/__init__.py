"""The workbench's server: a thin shell over the operations, on the loopback address only.

No rule of a study lives here. `serving.serve` opens a study for one computer; `app.make_app`
gives the ASGI application, which `security.Gate` guards.
"""
