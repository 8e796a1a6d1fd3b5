//! Design parts; each has a stylesheet of the same name in `style/ui/`. No data access.
