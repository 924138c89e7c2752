// Wagtail's stream editor, without the missing block in its menu: nobody adds one, it only remains.
class ActivityStreamBlockDefinition extends window.wagtailStreamField.blocks.StreamBlockDefinition {
  constructor(name, groupedChildBlockDefs, initialChildStates, meta) {
    super(name, groupedChildBlockDefs, initialChildStates, meta);
    this.groupedChildBlockDefs = groupedChildBlockDefs
      .map(([group, blocks]) => [group, blocks.filter((block) => block.name !== "missing")])
      .filter(([, blocks]) => blocks.length);
  }
}

window.telepath.register("courses.activities.ActivityStreamBlock", ActivityStreamBlockDefinition);
