"""What editors may upload: each file is judged by its content, at the form, by the loader and at publication."""
