-- The corrections in force.
SELECT * FROM corrections_in_force
