"""The actions of `dlint fleet`, a module each."""
