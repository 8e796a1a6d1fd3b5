-- "Firefox on Windows": browser and system at sign-in, of a closed list, for its owner to tell sessions apart.
ALTER TABLE sessions ADD COLUMN device TEXT CHECK (device IS NULL OR length(device) <= 40);
