-- Changes and deletions of a window, whatever they are of.
CREATE INDEX "resource_version_valid_from_idx" ON "resource_version"("valid_from");

CREATE INDEX "resource_deleted_at_idx" ON "resource"("deleted_at");
