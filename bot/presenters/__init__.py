"""Domain values to posts, forms and pages. Every sentence the bot says lives here or in a method or move file."""
