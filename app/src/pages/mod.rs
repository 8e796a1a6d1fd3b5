//! A folder or file a route. Pages read through `api`, fold through `view_state` and draw with `ui`.
